import { scoreCalibration } from '../../catalogue/registry.ts';
import { modelBytes, weightsSum } from '../../catalogue/served-files.ts';
import type { Classification } from '../../contract/classification.ts';
import type { Embedding } from '../../contract/embedding.ts';
import type { EMBEDDING_FORMS } from '../../contract/names.ts';
import type { MemberAnswer, PictureAnswer } from './picture-pipeline.ts';
import { phasesOf, sharedTimings } from './report.ts';

/** How features are written; undefined where none are wanted. */
export type EmbeddingForm = (typeof EMBEDDING_FORMS)[number] | undefined;

/** What `POST /v1/classify` says of a picture that one model has answered. */
export function describeClassification(picture: PictureAnswer, form: EmbeddingForm): Classification {
  const [answer] = picture.answers;
  if (answer === undefined) throw new Error('the model did not answer');
  const { predictions, unknown, threshold, restriction, explanations, start } = answer;
  const { model, engine } = answer.member;
  const { total_ms, ...shared } = sharedTimings(picture);
  return {
    ...{ model: model.name, engine, predictions, unknown, threshold, restriction },
    // It was measured with all classes.
    calibration: restriction === null ? scoreCalibration(model) : null,
    ...{ explanations, embedding: describeEmbedding(answer, form), photo: picture.photo, start },
    timings: { ...shared, phases_ms: phasesOf(answer, picture.watch), total_ms },
    ...{ memory: picture.memory, model_bytes: modelBytes(model, engine) },
  };
}

function describeEmbedding({ features, member: { model, engine } }: MemberAnswer, form: EmbeddingForm): Embedding {
  if (features === null) return null;
  return {
    ...{ model: model.name, engine, weights_sha256: weightsSum(model, engine), dimensions: features.length },
    values: form === 'base64' ? null : [...features],
    base64: form === 'base64' ? base64Of(features) : null,
  };
}

function base64Of(values: Float32Array): string {
  const bytes = new DataView(new ArrayBuffer(values.byteLength));
  values.forEach((value, i) => {
    bytes.setFloat32(i * Float32Array.BYTES_PER_ELEMENT, value, true);
  });
  return btoa(String.fromCharCode(...new Uint8Array(bytes.buffer)));
}
