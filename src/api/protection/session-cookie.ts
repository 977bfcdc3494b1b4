/** The name of the cookie of those who are verified; browsers keep it with a prefix that binds it to this host. */
export const SESSION_COOKIE = 'edgelens-verified';
