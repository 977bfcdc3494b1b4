import type { Picture } from '../../../kit/load/picture.ts';

/** One answer of a peer. */
export interface Observation {
  /** At the client, from sending to the last byte, in ms. */
  readonly client_ms: number;
  /** The model alone, by the peer's own clock, in ms: whole ones in workerd. */
  readonly infer_ms: number;
  /** Index of the likeliest class. */
  readonly index: number;
  /** Linear memory of WebAssembly; null where there is none. */
  readonly heap_bytes: number | null;
}

/** The same input of the network, as different networks want it. */
export interface Tensors {
  /** NCHW, normalised. */
  readonly normalised: Float32Array<ArrayBuffer>;
  /** NHWC, in [0, 1]. */
  readonly unit: Float32Array<ArrayBuffer>;
}

/** A peer in a new process. */
export interface RunningPeer {
  readonly pid: number;
  /** From spawning the process until it listened, in ms. */
  readonly listening_ms: number;
  /** End to end: the picture file in, the class out. */
  readonly classify: (picture: Picture) => Promise<Observation>;
  /** The model alone, on a tensor that is the same for all. */
  readonly infer: (tensors: Tensors) => Promise<Observation>;
  readonly close: () => Promise<void>;
}

/** A peer that is ready to be started. */
export interface Peer {
  readonly start: () => Promise<RunningPeer>;
  /** What a deployment would upload as code, in bytes; null for what is no Worker. */
  readonly upload_bytes: number | null;
  /** The files of its model, in bytes. */
  readonly model_bytes: number;
}

/** A peer, also one that cannot be run. */
export interface PeerDescription {
  readonly name: string;
  readonly title: string;
  /** Where it runs. */
  readonly place: 'workerd' | 'Node';
  /** Whether it is EdgeLens, which the others are compared with. */
  readonly isOurs: boolean;
  /** Builds it. */
  readonly prepare: (folder: string) => Promise<Peer>;
}
