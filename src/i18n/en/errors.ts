/** English texts of the page that an error is for people, and of the ways that it shows. `{name}` is filled in. */
export const errors = {
  'error.missing': 'There is nothing at this address',
  'error.missingText': 'The link that led here may be old or mistyped.',
  'error.method': 'This address answers programs, not visits: the API says how to ask it.',
  'error.internal': 'Something went wrong here. It is not your fault; try again in a moment.',
  'error.there': 'What there is',
  'error.home': 'Back to the start',
  'error.kind': 'What this kind of error means',
  'error.status': 'Status {status}, request {id}',
  'site.home': 'Take a picture: what it is, why, and what the answer cost',
  'site.latency': 'How long answers took here, cold and warm',
  'site.compare': 'Which model for which task, at what price',
  'site.notebook': 'Your notebook: the pictures and answers that this device keeps',
  'site.models': 'The models: licence, source, accuracy, size',
  'site.docs': 'The API, for programs',
} as const;
