/** English texts of the page at `/docs`. What is said of each operation is the API's own, which is English. `{name}` is filled in. */
export const docs = {
  'docs.title': 'The API',
  'docs.lead': 'Everything that the pages show is there for programs, too.',
  'docs.first': 'The first answer',
  'docs.conventions': 'What holds everywhere',
  'docs.operations': 'The requests',
  'docs.each': 'One by one',
  'docs.parameters': 'Parameters ({count})',
  'docs.required': 'required',
  'docs.default': '{value} when left out',
  'docs.body': 'Body',
  'docs.answers': 'Answers ({count})',
  'docs.key': 'Needs a key of this deployment, as Authorization: Bearer KEY.',
  'docs.human': 'Needs a key of this deployment, or a check that you are human.',
  'docs.browser': 'Try it here',
  'docs.browser.text':
    'The API browser (Swagger UI) sends requests from a page. It is {size} of script, so it has a page of its own.',
  'docs.browser.open': 'Open the API browser',
  'docs.browser.back': 'Back to the API in words',
  'docs.browser.noScript': 'The API browser needs JavaScript. All that it knows is on the page before, too.',
  'docs.json': 'OpenAPI description, for generators of clients',
} as const;
