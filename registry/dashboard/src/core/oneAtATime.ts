/** Runs a job on request: never twice at once, once more if asked meanwhile, and with a pause between two runs. */
export class OneAtATime {
  private running = false;
  private again = false;

  constructor(private readonly job: () => Promise<void>, private readonly pauseMs: number) {}

  request(): void {
    if (this.running) this.again = true;
    else void this.run();
  }

  private async run(): Promise<void> {
    this.running = true;
    do {
      this.again = false;
      await this.job();
      await new Promise(resume => setTimeout(resume, this.pauseMs));
    } while (this.again);
    this.running = false;
  }
}
