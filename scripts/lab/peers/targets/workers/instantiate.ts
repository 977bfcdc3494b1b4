/** What came of a start with {@link withModule}. */
export interface Started<Result> {
  readonly result: Result;
  /** The linear memory of the instance that was made. */
  readonly memory: WebAssembly.Memory;
}

/**
 * Runs the start of a runtime that wants to compile WebAssembly itself, which workerd forbids: while it starts, whatever
 * it asks `WebAssembly.instantiate` for becomes an instance of a module that was compiled at build time. No published
 * recipe of these runtimes gets along without some trick of this kind in workerd.
 */
export async function withModule<Result>(
  module: WebAssembly.Module,
  start: () => Promise<Result>,
): Promise<Started<Result>> {
  const original = Reflect.get(WebAssembly, 'instantiate') as (
    module: WebAssembly.Module,
    imports: WebAssembly.Imports,
  ) => Promise<WebAssembly.Instance>;
  let memory: WebAssembly.Memory | undefined;
  Reflect.set(WebAssembly, 'instantiate', async (_bytes: unknown, imports: WebAssembly.Imports) => {
    const instance = await original.call(WebAssembly, module, imports);
    memory = [
      ...Object.values(imports).flatMap((from) => Object.values(from)),
      ...Object.values(instance.exports),
    ].find((value) => value instanceof WebAssembly.Memory);
    return { module, instance };
  });
  try {
    const result = await start();
    if (memory === undefined) throw new Error('the runtime started without instantiating its module');
    return { result, memory };
  } finally {
    Reflect.set(WebAssembly, 'instantiate', original);
  }
}
