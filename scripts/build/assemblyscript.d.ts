// What is used of AssemblyScript's compiler. The package's own types also declare the globals of AssemblyScript programs,
// which would change those of JavaScript everywhere: Array.at() would never be undefined.
interface Output {
  write: (text: string | Uint8Array) => boolean;
}

interface CompilerOptions {
  readFile: (name: string, folder: string) => string | null;
  writeFile: (name: string, content: string | Uint8Array) => void;
  listFiles: () => string[];
  stdout: Output;
  stderr: Output;
}

declare const asc: {
  main: (argv: readonly string[], options: CompilerOptions) => Promise<{ readonly error: Error | null }>;
};

export default asc;
