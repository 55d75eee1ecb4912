// type-graphql needs it before the first decorator, and this may be the first type that a program loads.
import "reflect-metadata";
import { Field, ObjectType, registerEnumType } from "type-graphql";
import { type RuleName, ruleNames, ruleTexts } from "./plausibility.js";

const QualityRule = Object.fromEntries(ruleNames.map((name) => [name, name])) as Record<RuleName, RuleName>;

registerEnumType(QualityRule, {
  name: "QualityRule",
  description: "A rule that the figures of a food should keep.",
  valuesConfig: Object.fromEntries(
    ruleNames.map((name) => [name, { description: `Broken: ${ruleTexts[name].description}` }]),
  ),
});

@ObjectType({
  simpleResolvers: true,
  description:
    "A doubt about the figures of a food. They are what its source says; nothing was corrected or left out for it.",
})
export class QualityFlag {
  @Field(() => QualityRule, { description: "The rule that is broken." })
  readonly rule!: RuleName;

  @Field(() => String, { description: "What is wrong, for people." })
  readonly description!: string;

  @Field(() => String, { description: "Where the rule and its limit come from." })
  readonly origin!: string;
}

export const qualityOf = (flags: readonly RuleName[]): QualityFlag[] =>
  flags.map((rule) => ({ rule, ...ruleTexts[rule] }));
