// wrangler compiles imported .wasm files at build time: a Worker may not compile bytes while it runs.
declare module '*.wasm?module' {
  const module: WebAssembly.Module;
  export default module;
}

declare namespace Cloudflare {
  // Gives ctx.exports the types of what src/index.ts exports.
  interface GlobalProps {
    mainModule: typeof import('./index.ts');
  }
}
