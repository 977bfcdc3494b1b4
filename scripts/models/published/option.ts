import { Option } from '@commander-js/extra-typings';

/** Declares the option `--no-int8`. */
export function int8Option(): Option<'--no-int8', undefined, boolean> {
  const isOff = ['0', 'false'].includes(process.env['EDGELENS_INT8'] ?? '');
  return new Option('--no-int8', 'make no int8 variants of fetched models; EDGELENS_INT8=0 does the same').default(
    !isOff,
  );
}
