# Starts Inspector on Windows from a fresh clone: makes .venv from requirements.lock (hashes), then the window or any command.
$ErrorActionPreference = 'Stop'
$root = Split-Path -Parent $PSScriptRoot
$python = Join-Path $root '.venv\Scripts\python.exe'
$lock = Join-Path $root 'requirements.lock'
$ready = Join-Path $root '.venv\ready'
$stamp = (Get-FileHash -Algorithm SHA256 -LiteralPath $lock).Hash
if (-not (Test-Path -LiteralPath $ready) -or (Get-Content -LiteralPath $ready -Raw).Trim() -ne $stamp) {
    if (-not (Test-Path -LiteralPath $python)) { py -3 -m venv (Join-Path $root '.venv') }
    & $python -m pip install --quiet --require-hashes -r $lock
    if ($LASTEXITCODE) { exit $LASTEXITCODE }
    & $python -m pip install --quiet --no-deps --no-build-isolation --editable $root
    if ($LASTEXITCODE) { exit $LASTEXITCODE }
    Set-Content -LiteralPath $ready -Value $stamp
}
if (-not $args) { $args = @('gui') }
& (Join-Path $root '.venv\Scripts\inspector.exe') @args
exit $LASTEXITCODE
