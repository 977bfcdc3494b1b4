/**
 * A part of the page's script could not be fetched. Browsers do not ask for it again until the page is loaded anew.
 */
export class MissingScript extends Error {}
