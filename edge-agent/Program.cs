return await Cartel.Agent.AgentCommand.RunAsync(args);
