import { OperatorError } from "../../errors.js";
import type { OffProduct } from "./offProduct.js";

/** So many products show what kind of file it is. */
const enough = 1000;
/** Fewer than these prove nothing. */
const fewest = 10;

/**
 * Looks at the first products for what spreadsheets and data frames do to a file, and which no row alone shows:
 * codes without their leading zeros, and kcal where kJ belong.
 */
export class SpreadsheetDamage {
  private products = 0;
  private scientific = 0;
  private shortened = 0;
  private withZeros = 0;
  private energies = 0;
  private kcalAsKj = 0;

  constructor(private readonly path: string) {}

  look({ code, amounts }: OffProduct): void {
    if (this.products === enough) return;
    this.products += 1;
    if (/^\d[.,]\d+e\+?\d+$/i.test(code)) this.scientific += 1;
    if (/^[1-9]\d{8,11}$/.test(code)) this.shortened += 1;
    if (code.startsWith("0")) this.withZeros += 1;
    const amount = (name: string) => Number(amounts.find(([known]) => known === name)?.[1]);
    const [kcal, kj] = [amount("energy-kcal"), amount("energy")];
    if (kcal > 20 && kj > 0) {
      this.energies += 1;
      if (Math.abs(kj / kcal - 1) < 0.05) this.kcalAsKj += 1;
    }
    if (this.products === enough) this.end();
  }

  end(): void {
    const lostZeros =
      this.withZeros === 0 && this.shortened >= fewest && this.shortened * 10 >= this.products;
    if (this.scientific * 100 >= this.products && this.scientific > 0)
      this.refuse("codes stand there as 3.01762E+12");
    if (lostZeros) this.refuse("codes have lost their leading zeros");
    if (this.kcalAsKj >= fewest && this.kcalAsKj * 2 > this.energies)
      this.refuse("energy_100g holds kcal, where the original has kJ");
  }

  private refuse(sign: string): never {
    throw new OperatorError(
      `${this.path} has passed through a spreadsheet or a data frame: ${sign}. Download the original.`,
    );
  }
}
