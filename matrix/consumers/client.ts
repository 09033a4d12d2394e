// What a page takes of the package: the client alone.
import { request } from 'inversify-express-gateways/client';

console.log(typeof request);
