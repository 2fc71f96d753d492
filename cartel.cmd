@echo off
rem Builds what is needed, then runs the command: the one thing that a newcomer types. The same as the script "cartel".
setlocal EnableExtensions DisableDelayedExpansion
set "ROOT=%~dp0"
set "PROGRAMS=%ROOT%artifacts\bin\Cartel.Cli\release"
set "LOG=%ROOT%artifacts\launcher.log"
set "SWITCH=%ROOT%Directory.Build.local.props"
set "DOTNET_NOLOGO=1"
set "DOTNET_CLI_UI_LANGUAGE=en"
set "COMMAND=%~1"
set "REST="
for /f "tokens=1,*" %%a in ("%*") do set "REST=%%b"

if "%COMMAND%"=="" goto help
if "%COMMAND%"=="help" goto help
if "%COMMAND%"=="--help" goto help
if "%COMMAND%"=="-h" goto help

rem "dotnet --version", run beside global.json, tells whether an SDK satisfies it.
set "DOTNET=dotnet"
pushd "%ROOT%"
"%DOTNET%" --version >nul 2>&1 && goto found
set "DOTNET=%LocalAppData%\Microsoft\dotnet\dotnet.exe"
"%DOTNET%" --version >nul 2>&1 && goto found
popd
echo cartel: there is no .NET SDK 10.0.4xx here, which global.json asks for. This line installs it: 1>&2
echo   powershell -ExecutionPolicy Bypass -c "& ([scriptblock]::Create((iwr -UseBasicParsing https://dot.net/v1/dotnet-install.ps1))) -Channel 10.0.4xx" 1>&2
exit /b 1

:found
if not exist "%ROOT%artifacts" mkdir "%ROOT%artifacts"
if "%COMMAND%"=="configure" goto configure
if not exist "%SWITCH%" call :probe 1>&2
if "%COMMAND%"=="test" goto test
if "%COMMAND%"=="bench" goto bench

if not exist "%PROGRAMS%" echo Building Cartel (first time: about a minute) ... 1>&2
"%DOTNET%" build src\Cartel.Cli\Cartel.Cli.csproj -c Release -v q >"%LOG%" 2>&1 || goto broken
popd
if "%COMMAND%"=="registry" goto registry
if "%COMMAND%"=="agent" goto agent
"%DOTNET%" "%PROGRAMS%\cartel.dll" %*
exit /b %ERRORLEVEL%

:registry
"%DOTNET%" "%PROGRAMS%\cartel-registry.dll" %REST%
exit /b %ERRORLEVEL%

:agent
"%DOTNET%" "%PROGRAMS%\cartel-agent.dll" %REST%
exit /b %ERRORLEVEL%

:help
type "%ROOT%src\Cartel.Cli\commands.txt"
exit /b 0

:configure
call :probe
popd
exit /b 0

rem Finds out whether the NuGet feed has the full gallery, and writes the answer down.
:probe
if not exist artifacts\probe mkdir artifacts\probe
set "FULL=false"
set "FINDING=The NuGet feed lacks some packages: the ones that restore everywhere are used."
(
  echo ^<Project Sdk="Microsoft.NET.Sdk"^>
  echo   ^<PropertyGroup^>^<TargetFramework^>net10.0^</TargetFramework^>^</PropertyGroup^>
  echo   ^<ItemGroup^>
  echo     ^<PackageReference Include="StackExchange.Redis" Version="3.4.0" /^>
  echo     ^<PackageReference Include="Microsoft.ML.FastTree" Version="5.0.0" /^>
  echo   ^</ItemGroup^>
  echo ^</Project^>
) >artifacts\probe\Probe.csproj
"%DOTNET%" restore artifacts\probe\Probe.csproj -p:ImportDirectoryBuildProps=false -p:ImportDirectoryPackagesProps=false -p:NuGetAudit=false >"%LOG%" 2>&1
if not errorlevel 1 (
  set "FULL=true"
  set "FINDING=The NuGet feed has the full gallery: the newest packages are used."
)
findstr "NU1301 NU1801" "%LOG%" >nul
if not errorlevel 1 set "FINDING=The NuGet feed does not answer: the packages that restore everywhere are used. Try cartel configure again when it does."
>"%SWITCH%" echo ^<Project^>^<PropertyGroup^>^<FullNuGet^>%FULL%^</FullNuGet^>^</PropertyGroup^>^</Project^>
echo %FINDING%
exit /b 0

:bench
if "%CARTEL_DATA%"=="" if exist "..\shared\data" set "CARTEL_DATA=%ROOT%..\shared\data"
"%DOTNET%" build tests\Cartel.Benchmarks\Cartel.Benchmarks.csproj -c Release -v q >"%LOG%" 2>&1 || goto broken
popd
"%DOTNET%" "%ROOT%artifacts\bin\Cartel.Benchmarks\release\Cartel.Benchmarks.dll" %REST%
exit /b %ERRORLEVEL%

:test
if "%CARTEL_DATA%"=="" if exist "..\shared\data" set "CARTEL_DATA=%ROOT%..\shared\data"
"%DOTNET%" build Cartel.sln -c Release -v q >"%LOG%" 2>&1 || goto broken
set "FILTER="
if not "%~2"=="" set "FILTER=--filter FullyQualifiedName~%~2"
set /a PASSED=0, FAILED=0, SKIPPED=0
"%DOTNET%" format Cartel.sln --verify-no-changes --no-restore --exclude src/Microsoft.ML.OnnxRuntime/node_modules || set /a FAILED+=1
"%DOTNET%" test Cartel.sln -c Release --no-build -m:1 -tl:off %FILTER% >"%LOG%" 2>&1
set "RESULT=%ERRORLEVEL%"
type "%LOG%"
for /f "tokens=4,6,8 delims=:, " %%a in ('findstr /r /c:"Failed: .*Passed: " "%LOG%"') do set /a FAILED+=%%a, PASSED+=%%b, SKIPPED+=%%c
if not "%RESULT%"=="0" if %FAILED%==0 set /a FAILED=1
popd
echo.
echo %PASSED% passed, %FAILED% failed, %SKIPPED% skipped
if %FAILED%==0 exit /b 0
exit /b 1

:broken
popd
echo The build failed: 1>&2
findstr /c:"error " "%LOG%" 1>&2 || type "%LOG%" 1>&2
exit /b 1
