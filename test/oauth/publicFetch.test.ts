import { expect, test } from "@jest/globals";
import { createPublicFetch, isPublic } from "../../src/oauth/publicFetch.js";

test.each([
  ...["0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1"],
  ...[
    "172.31.255.255",
    "192.0.0.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.7",
    "224.0.0.1",
    "255.255.255.255",
  ],
  ...[
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "fe80::1",
    "fc00::1",
  ],
  ...["fd12:3456::1", "ff02::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1"],
  ...["", "localhost", "1.2.3", "0x7f000001"],
])("S37 %s is not public", (address) => {
  expect(isPublic(address)).toBe(false);
});

test.each([
  "8.8.8.8",
  "172.15.0.1",
  "172.32.0.1",
  "100.128.0.1",
  "2606:4700::1111",
  "2a00:1450:4001:80f::200e",
])("%s is public", (address) => {
  expect(isPublic(address)).toBe(true);
});

test.each([
  "http://example.com/client.json",
  "https://127.0.0.1:1/client.json",
  "https://[::1]:1/client.json",
  "https://[::ffff:10.0.0.1]/client.json",
  "https://2130706433/client.json",
  "https://0x7f.1/client.json",
  "https://169.254.169.254/latest/meta-data",
])("S37 %s is not connected to", async (url) => {
  await expect(createPublicFetch()(url)).rejects.toThrow("is no public https address");
});

test("S37 a name that leads to this machine is not connected to", async () => {
  await expect(createPublicFetch()("https://localhost:1/client.json")).rejects.toThrow("which is not public");
});
