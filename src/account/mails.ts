import type { Mail } from "../mail.js";

// No mail repeats a name: whoever fills in a form with somebody else's address chooses it.

export const signUpMail = (to: string, publicUrl: string, token: string): Mail => ({
  to,
  subject: "Your Larder account",
  text: `Somebody, probably you, wants a Larder account for this address.
To choose a password and sign in, open this link within a day:

${publicUrl}/sign-up/confirm?token=${token}

If it was not you, do nothing: no account is made without the link.
`,
});

export const hasAccountMail = (to: string, publicUrl: string): Mail => ({
  to,
  subject: "You have a Larder account already",
  text: `Somebody, probably you, wanted a Larder account for this address. It has one already.
Sign in:

${publicUrl}/sign-in

If you do not know your password any more, choose another:

${publicUrl}/forgot-password

If it was not you, do nothing: your account is as it was.
`,
});

export const resetMail = (to: string, publicUrl: string, token: string): Mail => ({
  to,
  subject: "Another password for your Larder account",
  text: `Somebody, probably you, wants another password for your Larder account.
To choose one, open this link within an hour:

${publicUrl}/reset-password?token=${token}

It ends every session and every connection of an app.
If it was not you, do nothing: your password is as it was.
`,
});

/** So that whoever did not do it hears of it (OWASP, forgotten passwords). */
export const passwordChangedMail = (to: string, publicUrl: string): Mail => ({
  to,
  subject: "Your Larder password was changed",
  text: `The password of your Larder account was changed just now. Every other session and every connection of an app was ended.

If it was not you, choose another password at once:

${publicUrl}/forgot-password
`,
});

export const changeEmailMail = (to: string, publicUrl: string, token: string): Mail => ({
  to,
  subject: "Your Larder account is to have this address",
  text: `To make this the address of your Larder account, open this link within an hour, in a browser where you are signed in:

${publicUrl}/change-email?token=${token}

If it was not you, do nothing.
`,
});

/** To the former address: whoever did not do it hears of it. */
export const emailChangedMail = (to: string, publicUrl: string): Mail => ({
  to,
  subject: "Your Larder account has another address",
  text: `Another e-mail address was given to your Larder account just now, and its link was opened. You sign in with that one now.

If it was not you, ask whoever runs ${publicUrl}.
`,
});

export const verifyMail = (to: string, publicUrl: string, token: string): Mail => ({
  to,
  subject: "Confirm your e-mail address for Larder",
  text: `To confirm that this is your address, open this link within a day, in a browser where you are signed in:

${publicUrl}/verify-email?token=${token}

If you have no Larder account, do nothing.
`,
});
