/** The attributes of all elements of a kind, of those with this class where one is given. */
export function elements(svg: string, name: string, className?: string): Record<string, string>[] {
  return Array.from(svg.matchAll(new RegExp(`<${name} ([^>]*?)/?>`, 'g')), ([, attributes = '']) =>
    Object.fromEntries(
      Array.from(attributes.matchAll(/([\w-]+)="([^"]*)"/g), ([, key = '', value = '']) => [key, value]),
    ),
  ).filter((attributes) => className === undefined || attributes['class'] === className);
}
