import { join } from 'node:path';

import { fromBinary, toBinary } from '@bufbuild/protobuf';

import type { ModelEntry } from '../../../../src/catalogue/manifest.ts';
import { Failure } from '../../../kit/failure.ts';
import { ModelProtoSchema, TensorProto_DataLocation as DataLocation } from '../../../models/onnx/onnx_pb.ts';
import { readModelFile, type Workspace, writeWhole } from '../../../models/workspace.ts';

/**
 * Makes one ONNX file of a built model, its weights inside as most exporters write them.
 * @returns the bytes of the file
 */
export async function inlineModel(workspace: Workspace, { name, files }: ModelEntry): Promise<Uint8Array> {
  const read = (path: string): Promise<Uint8Array> => readModelFile(workspace, path);
  const graphFile = files.find(({ role }) => role === 'graph');
  if (graphFile === undefined) throw new Failure(`${name} has no graph`);
  const model = fromBinary(ModelProtoSchema, await read(graphFile.path));
  const weights = new Map(
    await Promise.all(
      files
        .filter(({ role }) => role === 'backbone' || role === 'head')
        .map(async ({ path }) => [path, await read(path)] as const),
    ),
  );
  for (const tensor of model.graph?.initializer ?? []) {
    const external = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
    const file = weights.get(external.get('location') ?? '');
    if (file === undefined) throw new Failure(`the weight ${tensor.name} of ${name} is in none of its files`);
    const offset = Number(external.get('offset'));
    tensor.rawData = file.slice(offset, offset + Number(external.get('length')));
    tensor.externalData = [];
    tensor.dataLocation = DataLocation.DEFAULT;
  }
  return toBinary(ModelProtoSchema, model);
}

/** Writes it as `model.onnx` into a folder. */
export async function writeInlineModel(workspace: Workspace, entry: ModelEntry, folder: string): Promise<string> {
  const path = join(folder, 'model.onnx');
  await writeWhole(path, await inlineModel(workspace, entry));
  return path;
}
