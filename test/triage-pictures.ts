/** The six pictures that come with the weights of mobilenetv3_small_triage, in `test/images`, and what they show. */
export const TRIAGE_PICTURES = [
  ['meal_1.jpg', 'food'],
  ['meal_2.jpg', 'food'],
  ['report_1.jpg', 'report'],
  ['report_2.jpg', 'report'],
  ['other_1.jpg', 'other'],
  ['other_2.jpg', 'other'],
] as const;
