/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How a food fits the words that were searched for. */
export type Match =
  /** It lacks a word that hardly tells foods apart, such as sliced, or one of many. */
  | 'CLOSE'
  /** It has all the words. */
  | 'EXACT'
  /** It may be another food: a word was read as one that is spelt alike, or it lacks a word that matters. */
  | 'FUZZY';

export type AccountQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountQuery = { me: { name: string, tier: string, allowance: { requestsPerDay: number, requestsLeft: number, resetsAt: string } | null, usageByDay: Array<{ day: string, clientName: string | null, requests: number }> } | null };

export type FoodQueryVariables = Exact<{
  id: string | number;
}>;


export type FoodQuery = { food: { name: string, portions: Array<{ name: string, grams: number | null }>, nutrition: { energyKcal: number | null, proteinG: number | null, fatG: number | null, carbohydrateG: number | null } | null, nutrients: Array<{ amount: number, percentDailyValue: number | null, nutrient: { name: string, unit: string } }> | null, source: { name: string, licence: string, attribution: string } } | null };

export type SearchQueryVariables = Exact<{
  query: string;
  after?: string | null | undefined;
}>;


export type SearchQuery = { foods: { edges: Array<{ match: Match, node: { id: string, name: string, brand: string | null, per: string, nutrition: { energyKcal: number | null, proteinG: number | null } | null } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const AccountDocument = new TypedDocumentString(`
    query Account {
  me {
    name
    tier
    allowance {
      requestsPerDay
      requestsLeft
      resetsAt
    }
    usageByDay {
      day
      clientName
      requests
    }
  }
}
    `) as unknown as TypedDocumentString<AccountQuery, AccountQueryVariables>;
export const FoodDocument = new TypedDocumentString(`
    query Food($id: ID!) {
  food(id: $id) {
    name
    portions {
      name
      grams
    }
    nutrition(amount: 150) {
      energyKcal
      proteinG
      fatG
      carbohydrateG
    }
    nutrients {
      amount
      percentDailyValue
      nutrient {
        name
        unit
      }
    }
    source {
      name
      licence
      attribution
    }
  }
}
    `) as unknown as TypedDocumentString<FoodQuery, FoodQueryVariables>;
export const SearchDocument = new TypedDocumentString(`
    query Search($query: String!, $after: String) {
  foods(query: $query, first: 5, after: $after) {
    edges {
      match
      node {
        id
        name
        brand
        per
        nutrition {
          energyKcal
          proteinG
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `) as unknown as TypedDocumentString<SearchQuery, SearchQueryVariables>;