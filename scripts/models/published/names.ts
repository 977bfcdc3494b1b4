/** The models that a start fetches: MobileNetV3 with the ImageNet training that timm published, Apache-2.0, 10 and 21 MB. */
export const DEFAULT_MODELS: readonly string[] = ['mobilenetv3_small_100.lamb_in1k', 'mobilenetv3_large_100.ra_in1k'];

/** What `npm run models -- add --recommended` fetches beside them, so that each task of the advice has a model that answers. */
export const RECOMMENDED_MODELS: readonly string[] = [
  ...DEFAULT_MODELS,
  'efficientnet_b0.ra_in1k',
  'efficientnet_b3.ra2_in1k',
];
