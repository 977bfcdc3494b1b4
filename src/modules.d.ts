// wrangler compiles imported .wasm files at build time: a Worker may not compile bytes while it runs.
declare module '*.wasm?module' {
  const module: WebAssembly.Module;
  export default module;
}
