import { Option } from '@commander-js/extra-typings';

/** Declares the option `--mirror URL`. */
export function mirrorOption(): Option<'--mirror <url>'> {
  return new Option('--mirror <url>', 'another hub than huggingface.co; HF_ENDPOINT does the same');
}

/** Declares the option `--offline`. */
export function offlineOption(): Option<'--offline', undefined, boolean> {
  const isSet = !['', '0', 'false'].includes(process.env['EDGELENS_OFFLINE'] ?? '');
  return new Option('--offline', 'fetch no model from the hub; EDGELENS_OFFLINE=1 does the same').default(isSet);
}
