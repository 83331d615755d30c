"""Lints Verilog with slang: prints what slang has to say, and fails if that is anything.

    slang.py TOP FILES...
"""

import sys

from pyslang.driver import CommandLineOptions, Driver


def main(top, files):
    driver = Driver()
    driver.addStandardArgs()
    # Beside slang's own choice every pedantry and every width. What is left out are signs, which the slices of a
    # vector do not have, and unused nets: the wire that gathers what is meant to be unused is one.
    warnings = ["-Wextra", "-Wpedantic", "-Wwidth-expand", "-Wport-width-expand", "-Werror"]
    arguments = ["slang", *warnings, "--top", top, *files]
    if not driver.parseCommandLine(" ".join(f'"{argument}"' for argument in arguments), CommandLineOptions()):
        return 1
    if not driver.processOptions() or not driver.parseAllSources():
        driver.reportDiagnostics(True)
        return 1
    compilation = driver.createCompilation()
    driver.reportCompilation(compilation, True)
    driver.runAnalysis(compilation)
    return 0 if driver.reportDiagnostics(True) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
