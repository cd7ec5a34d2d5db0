"""A bridge from the Bedrock endpoint to any OpenAI-compatible server: Ollama, vLLM, llama.cpp, LM Studio.

The product speaks Bedrock's protocol only (decision 0039); docs/models.md says how to set a server up.
"""
