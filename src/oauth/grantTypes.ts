/** The ways to a token, by the names that commands and the database use, and as the protocol writes them. */
export const grantTypes = {
  authorization_code: "authorization_code",
  refresh_token: "refresh_token",
  client_credentials: "client_credentials",
  device_code: "urn:ietf:params:oauth:grant-type:device_code",
} as const;

export type GrantType = keyof typeof grantTypes;

export const isGrantType = (name: string): name is GrantType => name in grantTypes;
