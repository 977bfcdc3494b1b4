import type * as Parser from '@actions/workflow-parser';
import { build } from 'esbuild';

/** GitHub's parser of workflows. The package imports JSON in the way of bundlers, which Node does not know. */
async function openParser(): Promise<typeof Parser> {
  const { outputFiles } = await build({
    stdin: { contents: "export * from '@actions/workflow-parser';", resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    // Its dependencies are of the older kind, and call this.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire('file:///');" },
  });
  const [{ contents } = { contents: new Uint8Array() }] = outputFiles;
  return (await import(`data:text/javascript;base64,${Buffer.from(contents).toString('base64')}`)) as typeof Parser;
}

const parser = openParser();

/** What GitHub would complain about in a workflow. */
export async function complaints(content: string): Promise<string[]> {
  const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await parser;
  const { context, value } = parseWorkflow({ name: 'workflow.yml', content }, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}
