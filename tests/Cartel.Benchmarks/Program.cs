using Cartel.Benchmarks;

var command = BenchCommand.Create().Parse(args);
var exitCode = command.Invoke();
return command.Errors.Count > 0 ? 2 : exitCode;
