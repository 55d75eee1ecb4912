import { expect, test } from "@jest/globals";
import { networkOf } from "../../src/audit/networkOf.js";

test.each([
  ["192.0.2.77", "192.0.2.0/24"],
  ["::ffff:192.0.2.77", "192.0.2.0/24"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"],
  ["2001:0db8::1", "2001:db8::/48"],
  ["fe80::1%eth0", "fe80::/48"],
  ["2001:0:0:1::", "2001::/48"],
  ["2001:db8:10::", "2001:db8:10::/48"],
  ["::1", "::/48"],
])("%s is recorded as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
