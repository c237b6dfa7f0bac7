declare module 'sm-crypto' {
  interface Options {
    der?: boolean;
    hash?: boolean;
    publicKey?: string;
    userId?: string;
    pointPool?: unknown[];
  }
  const smCrypto: {
    sm2: {
      generateKeyPairHex(): { privateKey: string; publicKey: string };
      getPublicKeyFromPrivateKey(privateKey: string): string;
      getPoint(): { k: { constructor: new (hex: string, radix: number) => unknown } };
      doSignature(message: Uint8Array | string, privateKey: string, options?: Options): string;
      doVerifySignature(message: Uint8Array | string, signature: string, publicKey: string, options?: Options): boolean;
    };
  };
  export default smCrypto;
}
