import { Food } from "../foods/Food.js";
import { Nutrients } from "../foods/Nutrients.js";
import { Portion } from "../foods/Portion.js";
import { Session } from "../users/Session.js";
import { User } from "../users/User.js";

/** Every table. */
export const entities = [Food, Nutrients, Portion, Session, User];
