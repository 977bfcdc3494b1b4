import type { FC } from 'hono/jsx';

import type { ModelSource } from '../../../catalogue/manifest.ts';

/** Where weights come from: a package with its version, a repository of the hub, or a file of this project. */
export const SourceLink: FC<{ source: ModelSource }> = ({ source }) => {
  if ('file' in source) return <code lang="en">models/{source.file}</code>;
  const [name, version] = 'package' in source ? [source.package, source.version] : [source.hub, source.revision];
  return (
    <span lang="en">
      <a href={source.homepage}>{name}</a>
      {version !== null && ` ${version}`}
    </span>
  );
};
