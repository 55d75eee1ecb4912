/** So many answers are kept, some megabytes. */
const most = 20_000;

/**
 * A pure function of a text that keeps its answers, for texts that come again and again, such as "1 cup" or the name of
 * a company. When there are too many it forgets all.
 */
export function remembered<Answer>(answer: (text: string) => Answer): (text: string) => Answer {
  const answers = new Map<string, Answer>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    if (answers.size === most) answers.clear();
    const made = answer(text);
    answers.set(text, made);
    return made;
  };
}
