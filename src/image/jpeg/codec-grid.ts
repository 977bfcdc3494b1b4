import type { FrameComponent, JpegFrame } from './frame.ts';

/** Blocks of a component, across and down. */
export interface BlockGrid {
  readonly columns: number;
  readonly rows: number;
}

/** The blocks that a component has in a scan of its own: as many as cover its samples (ITU-T T.81, annex A.2.2). */
export function ownGrid(frame: JpegFrame, component: FrameComponent): BlockGrid {
  const { across, down } = largest(frame);
  return {
    columns: Math.ceil((frame.width * component.across) / across / 8),
    rows: Math.ceil((frame.height * component.down) / down / 8),
  };
}

/**
 * The blocks that the codec reads in such a scan. It leaves out those that begin outside of the picture, but takes the
 * picture's size for the component's. So it reads too many where a component has half of the samples, and another one a
 * quarter.
 */
export function codecGrid(frame: JpegFrame, component: FrameComponent): BlockGrid {
  const { across, down } = largest(frame);
  return {
    columns: Math.min(Math.ceil(frame.width / (8 * across)) * component.across, Math.ceil(frame.width / 8)),
    rows: Math.min(Math.ceil(frame.height / (8 * down)) * component.down, Math.ceil(frame.height / 8)),
  };
}

/** Whether the codec reads other blocks of a component than a scan of its own has. */
export function isMisread(frame: JpegFrame, component: FrameComponent): boolean {
  const [own, read] = [ownGrid(frame, component), codecGrid(frame, component)];
  return own.columns !== read.columns || own.rows !== read.rows;
}

function largest({ components }: JpegFrame): { across: number; down: number } {
  return {
    across: Math.max(...components.map((component) => component.across)),
    down: Math.max(...components.map((component) => component.down)),
  };
}
