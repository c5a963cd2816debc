/** What people call a paper of a branch: branch, Jalali year, number in that year; «1-1405-00012». */
export function serialNumber(branchId: number, jalaliYear: number, serial: number): string {
  return `${branchId}-${jalaliYear}-${String(serial).padStart(5, '0')}`
}
