/** One input channel's weights for eight output channels, in fp32. */
export const PANEL_BYTES: usize = 32;
