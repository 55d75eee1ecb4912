import { Provider } from "oidc-provider";

// The engine alone: its own adapter in memory, no hashing, no transaction, no limits, no pages; whoever comes is signed in.

const { PORT, CLIENT_ID, CLIENT_SECRET, REDIRECT_URI } = process.env as Record<string, string>;
const issuer = `http://localhost:${PORT}`;

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: CLIENT_ID!,
      client_secret: CLIENT_SECRET!,
      redirect_uris: [REDIRECT_URI!],
      grant_types: ["authorization_code", "refresh_token", "client_credentials"],
      response_types: ["code"],
      token_endpoint_auth_method: "client_secret_post",
    },
  ],
  routes: { authorization: "/oauth/authorize", token: "/oauth/token" },
  cookies: { keys: ["a key for the benchmark"] },
  pkce: { required: () => false },
  features: {
    devInteractions: { enabled: false },
    userinfo: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    dPoP: { enabled: false },
    clientCredentials: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => issuer,
      getResourceServerInfo: () => ({ audience: issuer, scope: "foods:read", accessTokenFormat: "opaque" }),
    },
  },
  issueRefreshToken: async () => true,
  rotateRefreshToken: true,
  expiresWithSession: async () => false,
  findAccount: (_ctx, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
  async loadExistingGrant({ oidc: { account, client } }) {
    const grant = new provider.Grant({ accountId: account!.accountId, clientId: client!.clientId });
    grant.addResourceScope(issuer, "foods:read");
    await grant.save();
    return grant;
  },
});

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith("/interaction/")) return next();
  await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: "user_1" } });
  ctx.respond = false;
});

provider.listen(Number(PORT), () => console.log("ready"));
