declare module 'kavenegar' {
  /** Its own `request` speaks plain HTTP: it must be replaced before anything is called. */
  export type KavenegarRequest = (
    scope: string,
    method: string,
    params: Record<string, string>,
    callback: (entries: unknown, status: unknown, message?: unknown) => void
  ) => void

  type Method = (
    params: Record<string, string>,
    callback: (entries: unknown, status: unknown, message?: unknown) => void
  ) => void

  export interface KavenegarApi {
    request: KavenegarRequest
    Send: Method
    Status: Method
    StatusLocalMessageid: Method
    Cancel: Method
    Receive: Method
    VerifyLookup: Method
    AccountInfo: Method
  }

  const kavenegar: { KavenegarApi(options: { apikey: string }): KavenegarApi }
  export default kavenegar
}
