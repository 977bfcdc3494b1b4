import { UnreachableModel } from './download.ts';

/**
 * Compiles a WebAssembly file of this deployment.
 * @throws UnreachableModel if it cannot be fetched, WebAssembly.CompileError if this browser cannot compile it
 */
export async function compileFrom(path: string): Promise<WebAssembly.Module> {
  const response = await fetch(path).catch((error: unknown) => {
    throw new UnreachableModel(String(error));
  });
  if (!response.ok) throw new UnreachableModel(`${path} answered ${response.status}`);
  return WebAssembly.compileStreaming(response);
}
