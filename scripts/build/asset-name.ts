/**
 * What a list calls a file: without the sum in its name, which changes with every change of its bytes. Files that differ in
 * nothing else have one name together.
 * @example assetName('static/page-ABCDEFGH.js') // 'static/page-*.js'
 */
export function assetName(path: string): string {
  return path.replace(/-[A-Z0-9]{8}(?=\.\w+$)/, '-*');
}
