/** What the page tells of a model. */
export interface HomeModel {
  readonly name: string;
  readonly title: string;
  readonly classes: number;
  readonly parameters: number;
  readonly macs: number;
  readonly bytes: number;
  /** Shorter side in pixels to which a picture is resized before its middle is cut out. */
  readonly short_side: number;
}

/** For whom this deployment computes: everybody, holders of a key, those who are verified, or nobody for now. */
export type HomeGate =
  | { readonly kind: 'open' | 'key' | 'closed' }
  | { readonly kind: 'verification'; readonly siteKey: string; readonly action: string };
