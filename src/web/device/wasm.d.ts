// The bundle of the Web Worker replaces the import by the path that the file is served at.
declare module '*.wasm' {
  const path: string;
  export default path;
}
