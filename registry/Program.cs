return await Cartel.Registry.Hosting.RegistryCommand.RunAsync(args);
