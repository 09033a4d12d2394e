import { createPrivateKey } from 'node:crypto';

// A key and a certificate for `localhost` that nobody trusts: made for these specs, and public with them.
const key =
  'MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgJuL502fy4twWhh1fsNjtV1DLyAIy+0pxYlkamfKoY4ShRANCAARD' +
  '4O1NS87HoiNtRmgGCquTkvhOndUwZfDBhJe7IZVmcyKEHoRC3B9z7xiNzQiBNAUv/uX+19F5cp/ImkFr5pdF';
const certificate =
  'MIIBgDCCASWgAwIBAgIUIPXVWQvwSPcpj8PDN5jj3EyZ1UUwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2' +
  'MTEyMzEwMTYyN1oYDzIxMjYxMDMwMTAxNjI3WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC' +
  'AARD4O1NS87HoiNtRmgGCquTkvhOndUwZfDBhJe7IZVmcyKEHoRC3B9z7xiNzQiBNAUv/uX+19F5cp/ImkFr5pdFo1MwUTAdBgNV' +
  'HQ4EFgQURTfyV2GSP18JSiqIjx2BJqSUV+YwHwYDVR0jBBgwFoAURTfyV2GSP18JSiqIjx2BJqSUV+YwDwYDVR0TAQH/BAUwAwEB' +
  '/zAKBggqhkjOPQQDAgNJADBGAiEAsfKotSZ2iPKYKU9QOdnYWdzx4wG+EloOvqnMjX58QhYCIQDSBUYNfCP5yviJ/A3Ci34zl+1B' +
  'rILldnrYlYUpUbspIQ==';

/** What `https.createServer` needs. */
export const selfSigned = {
  key: createPrivateKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'pkcs8' }).export({
    format: 'pem',
    type: 'pkcs8',
  }),
  cert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
};
