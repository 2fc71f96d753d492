/** Runs a job on request: never twice at once, once more if asked meanwhile, and with a pause between two runs. */
export class OneAtATime {
  private running = false;
  private again = false;
  private hurried = false;
  private endPause: () => void = () => {};

  constructor(private readonly job: () => Promise<void>, private readonly pauseMs: number) {}

  request(): void {
    if (this.running) this.again = true;
    else void this.run();
  }

  /** Requests a run for which somebody waits: the pause before it is left out. */
  hurry(): void {
    this.hurried = this.running;
    this.request();
    this.endPause();
  }

  private async run(): Promise<void> {
    this.running = true;
    do {
      this.again = false;
      this.hurried = false;
      await this.job();
      if (!this.hurried) await this.pause();
    } while (this.again);
    this.running = false;
  }

  private pause(): Promise<void> {
    return new Promise(resume => {
      const timer = setTimeout(resume, this.pauseMs);
      this.endPause = () => {
        clearTimeout(timer);
        resume();
      };
    });
  }
}
