/** Throws where someone tries too often. */
export interface Attempts {
  signIn(email: string, address: string): Promise<void>;
  signedIn(email: string, address: string): Promise<void>;
  signUp(address: string): Promise<void>;
  /** Before each mail that anybody can ask for, whether it is then sent or not. */
  mail(email: string, address: string): Promise<void>;
}
