import { Migration20261124000001_foods } from "../../migrations/Migration20261124000001_foods.js";
import { Migration20261124000002_users } from "../../migrations/Migration20261124000002_users.js";
import { Migration20261124000003_oauth } from "../../migrations/Migration20261124000003_oauth.js";
import { Migration20261124000004_limits } from "../../migrations/Migration20261124000004_limits.js";
import { Migration20261124000005_disabled_users } from "../../migrations/Migration20261124000005_disabled_users.js";
import { Migration20261124000006_provenance } from "../../migrations/Migration20261124000006_provenance.js";
import { Migration20261124000007_ingredients } from "../../migrations/Migration20261124000007_ingredients.js";
import { Migration20261125000001_catalogue } from "../../migrations/Migration20261125000001_catalogue.js";
import { Migration20261125100001_grant_types } from "../../migrations/Migration20261125100001_grant_types.js";
import { Migration20261125100002_self_registered } from "../../migrations/Migration20261125100002_self_registered.js";
import { Migration20261125100003_first_party } from "../../migrations/Migration20261125100003_first_party.js";
import { Migration20261125100004_client_keys } from "../../migrations/Migration20261125100004_client_keys.js";
import { Migration20261125110001_mail } from "../../migrations/Migration20261125110001_mail.js";
import { Migration20261125110002_roles } from "../../migrations/Migration20261125110002_roles.js";
import { Migration20261125110003_audit } from "../../migrations/Migration20261125110003_audit.js";
import { Migration20261125130001_whole_releases } from "../../migrations/Migration20261125130001_whole_releases.js";
import { Migration20261125140001_open_food_facts } from "../../migrations/Migration20261125140001_open_food_facts.js";
import { Migration20261125150001_facets } from "../../migrations/Migration20261125150001_facets.js";
import { Migration20261125160001_postings } from "../../migrations/Migration20261125160001_postings.js";
import { Migration20261125160002_filters } from "../../migrations/Migration20261125160002_filters.js";
import { Migration20261125160003_suggestions } from "../../migrations/Migration20261125160003_suggestions.js";
import { Migration20261125170001_usage } from "../../migrations/Migration20261125170001_usage.js";
import { Migration20261125170002_quotas } from "../../migrations/Migration20261125170002_quotas.js";
import { Migration20261126020000_habits } from "../../migrations/Migration20261126020000_habits.js";
import { Migration20261126040000_catalogueRelease } from "../../migrations/Migration20261126040000_catalogueRelease.js";
import { Migration20261126060000_sessionPlaces } from "../../migrations/Migration20261126060000_sessionPlaces.js";
import { Migration20261126060100_changeEmail } from "../../migrations/Migration20261126060100_changeEmail.js";
import { Migration20261126070000_payments } from "../../migrations/Migration20261126070000_payments.js";
import { Migration20261126080001_documents } from "../../migrations/Migration20261126080001_documents.js";
import { Migration20261127100000_postingParts } from "../../migrations/Migration20261127100000_postingParts.js";
import { Migration20261128050000_indexFormat } from "../../migrations/Migration20261128050000_indexFormat.js";
import { Migration20261128060000_usageIndexes } from "../../migrations/Migration20261128060000_usageIndexes.js";

/** Every change of the schema, oldest first; a released one is never edited. */
export const migrations = [
  Migration20261124000001_foods,
  Migration20261124000002_users,
  Migration20261124000003_oauth,
  Migration20261124000004_limits,
  Migration20261124000005_disabled_users,
  Migration20261124000006_provenance,
  Migration20261124000007_ingredients,
  Migration20261125000001_catalogue,
  Migration20261125100001_grant_types,
  Migration20261125100002_self_registered,
  Migration20261125100003_first_party,
  Migration20261125100004_client_keys,
  Migration20261125110001_mail,
  Migration20261125110002_roles,
  Migration20261125130001_whole_releases,
  Migration20261125140001_open_food_facts,
  Migration20261125110003_audit,
  Migration20261125160001_postings,
  Migration20261125160002_filters,
  Migration20261125160003_suggestions,
  Migration20261125150001_facets,
  Migration20261125170001_usage,
  Migration20261125170002_quotas,
  Migration20261126020000_habits,
  Migration20261126040000_catalogueRelease,
  Migration20261126060000_sessionPlaces,
  Migration20261126060100_changeEmail,
  Migration20261126080001_documents,
  Migration20261126070000_payments,
  Migration20261127100000_postingParts,
  Migration20261128050000_indexFormat,
  Migration20261128060000_usageIndexes,
];
