import { headerDocs, PROBLEM_HEADERS } from '../../contract/headers.ts';
import { problemSchema } from '../../contract/problem.ts';
import { type ProblemName, PROBLEMS } from '../../contract/problems.ts';

/** What an OpenAPI operation says about one of its errors. */
export function problemDoc(...problems: [ProblemName, ...ProblemName[]]): {
  description: string;
  headers: ReturnType<typeof headerDocs>;
  content: { 'application/problem+json': { schema: typeof problemSchema } };
} {
  return {
    description: problems.map((name) => `${PROBLEMS[name].title} (\`/problems/${name}\`)`).join('; '),
    headers: headerDocs(...problems.flatMap((name) => PROBLEM_HEADERS[name] ?? [])),
    content: { 'application/problem+json': { schema: problemSchema } },
  };
}

/**
 * The problems of every route that takes a picture.
 * @param bad further problems with status 400
 */
export function pictureProblems(
  ...bad: ProblemName[]
): Record<400 | 404 | 408 | 413 | 415 | 422 | 503, ReturnType<typeof problemDoc>> {
  return {
    400: problemDoc(
      'empty-body',
      'missing-field',
      'duplicate-field',
      'malformed-form',
      'upload-aborted',
      'engine-not-available',
      ...bad,
    ),
    404: problemDoc('unknown-model'),
    408: problemDoc('upload-too-slow'),
    413: problemDoc('body-too-large', 'picture-too-large'),
    415: problemDoc('unsupported-media-type', 'unsupported-picture-format'),
    422: problemDoc('not-a-picture', 'truncated-picture', 'bad-dimensions'),
    503: problemDoc('busy', 'model-unavailable', 'model-too-large'),
  };
}
