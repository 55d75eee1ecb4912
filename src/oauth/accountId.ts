/** How a user is called in tokens: the global id of every door, which no client id can equal. */
export const accountIdOf = (userId: number): string => `user_${userId}`;

export const userIdOf = (accountId: string): number => Number(accountId.slice("user_".length));
